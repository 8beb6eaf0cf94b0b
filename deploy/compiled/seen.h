/* What compiled code need not look up twice; changes no answer, and knows nothing of the law.

   mypyc reads the fields of a msgspec struct and the names of a module as Python would by itself: by name, every time.
   Python's own interpreter has not done so since 3.11: it remembers at each place where it found the name last, and for
   which version of the type or the module. Here is the same for compiled code. CPython gives every change of a type or
   a dict another version, so that what is remembered is used only while it is true. */

#ifndef RETTIDIG_SEEN_H
#define RETTIDIG_SEEN_H

#include <Python.h>
#include <structmember.h>

#define SEEN_TYPES 4 /* one place may read the same field of several types of facts; a power of two */

typedef struct {
    PyObject *name;       /* NULL: none; most places ask for one name only, those of getattr for any */
    unsigned int version; /* of a type */
    Py_ssize_t offset;    /* of the field in an object of that type; 0: it is not a plain field */
} SeenField;

static PyObject *seen_learn(SeenField *seen, PyObject *owner, PyObject *name) {
    PyTypeObject *type = Py_TYPE(owner);
    if (type->tp_getattro == PyObject_GenericGetAttr) {
        PyObject *found = _PyType_Lookup(type, name);
        Py_ssize_t offset = 0;
        if (found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type)) {
            PyMemberDef *member = ((PyMemberDescrObject *)found)->d_member;
            if (member->type == T_OBJECT_EX && PyType_IsSubtype(type, ((PyMemberDescrObject *)found)->d_common.d_type)) {
                offset = member->offset;
            }
        }
        if (type->tp_version_tag != 0) {
            SeenField *place = &seen[type->tp_version_tag % SEEN_TYPES];
            Py_XSETREF(place->name, Py_NewRef(name));
            place->version = type->tp_version_tag;
            place->offset = offset;
        }
    }
    return PyObject_GetAttr(owner, name);
}

static inline PyObject *seen_field(SeenField *seen, PyObject *owner, PyObject *name) {
    unsigned int version = Py_TYPE(owner)->tp_version_tag;
    SeenField *place = &seen[version % SEEN_TYPES];
    if (place->version == version && place->name == name) {
        if (place->offset != 0) {
            PyObject *value = *(PyObject **)((char *)owner + place->offset);
            if (value != NULL) {
                return Py_NewRef(value);
            }
        }
        return PyObject_GetAttr(owner, name);
    }
    return seen_learn(seen, owner, name);
}

#undef CPyObject_GetAttr
#define CPyObject_GetAttr(owner, name)             \
    (__extension__({                               \
        static SeenField seen[SEEN_TYPES];         \
        seen_field(seen, (owner), (name));         \
    }))

/* A field that a fact of some types has not: no error has to be made of it and dropped again. */
static inline PyObject *seen_or(PyObject *owner, PyObject *name, PyObject *otherwise) {
    PyObject *value;
    int found = PyObject_GetOptionalAttr(owner, name, &value);
    return found == 0 ? Py_NewRef(otherwise) : value;
}

#define CPyObject_GetAttr3(owner, name, otherwise) seen_or((owner), (name), (otherwise))

/* Names of a module: one place asks for one name of one module. Later versions of CPython tell no version of a dict. */
#if PY_VERSION_HEX < 0x030C0000
typedef struct {
    uint64_t version; /* of a dict; 0: none */
    PyObject *value;  /* borrowed: it is in the dict while that has this version */
} SeenName;

static inline PyObject *seen_name(SeenName *seen, PyObject *names, PyObject *name) {
    if (seen->value != NULL && ((PyDictObject *)names)->ma_version_tag == seen->version) {
        return Py_NewRef(seen->value);
    }
    PyObject *value = CPyDict_GetItem(names, name);
    seen->version = ((PyDictObject *)names)->ma_version_tag;
    seen->value = value;
    return value;
}

#define SEEN_NAME(names, name)                     \
    (__extension__({                               \
        static SeenName seen;                      \
        seen_name(&seen, (names), (name));         \
    }))
#else
#define SEEN_NAME(names, name) CPyDict_GetItem((names), (name))
#endif

#endif
