/* What compiled code need not look up twice; changes no answer, and knows nothing of the law.

   mypyc reads the fields of a msgspec struct and the names of a module as Python would by itself: by name, every time.
   Python's own interpreter has not done so since 3.11: it remembers at each place where it found the name last, and for
   which version of the type or the module. Here is the same for compiled code. CPython gives every change of a type or
   a dict another version, so that what is remembered is used only while it is true. */

#ifndef RETTIDIG_SEEN_H
#define RETTIDIG_SEEN_H

#include <Python.h>
#include <structmember.h>

#define SEEN_TYPES 32 /* one place may read the same field of every type of facts; a power of two */

/* Names of a module: one place asks for one name of one module. Later versions of CPython tell no version of a dict. */
#if PY_VERSION_HEX < 0x030C0000
typedef struct {
    uint64_t version; /* of a dict; 0: none */
    PyObject *value;  /* borrowed: it is in the dict while that has this version */
    PyObject *name;   /* where it may be another one the next time */
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

/* The same for what is asked of a module that was imported whole. */
static PyObject *seen_of_module(SeenName *seen, PyObject *module, PyObject *name) {
    PyObject *names = PyModule_GetDict(module); /* borrowed */
    if (seen->value == NULL || seen->name != name || ((PyDictObject *)names)->ma_version_tag != seen->version) {
        PyObject *value = PyDict_GetItemWithError(names, name); /* borrowed */
        if (value == NULL) {
            PyErr_Clear();
            return PyObject_GetAttr(module, name);
        }
        seen->version = ((PyDictObject *)names)->ma_version_tag;
        seen->value = value;
        Py_XSETREF(seen->name, Py_NewRef(name));
    }
    return Py_NewRef(seen->value);
}

#define SEEN_NAME(names, name)                     \
    (__extension__({                               \
        static SeenName seen;                      \
        seen_name(&seen, (names), (name));         \
    }))
#else
typedef int SeenName; /* nothing */
#define SEEN_NAME(names, name) CPyDict_GetItem((names), (name))
#define seen_of_module(seen, module, name) ((void)(seen), PyObject_GetAttr((module), (name)))
#endif

typedef struct {
    PyObject *name;       /* NULL: none; most places ask for one name only, those of getattr for any */
    unsigned int version; /* of a type */
    Py_ssize_t offset;    /* of the field in an object of that type; 0: it is not a plain field */
} SeenField;

static PyObject *seen_learn(SeenField *seen, SeenName *named, PyObject *owner, PyObject *name) {
    PyTypeObject *type = Py_TYPE(owner);
    if (PyModule_CheckExact(owner)) {
        return seen_of_module(named, owner, name);
    }
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

static inline PyObject *seen_field(SeenField *seen, SeenName *named, PyObject *owner, PyObject *name) {
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
    return seen_learn(seen, named, owner, name);
}

#undef CPyObject_GetAttr
#define CPyObject_GetAttr(owner, name)             \
    (__extension__({                               \
        static SeenField seen[SEEN_TYPES];         \
        static SeenName named;                     \
        seen_field(seen, &named, (owner), (name)); \
    }))

/* A field that a fact of some types has not: no error has to be made of it and dropped again. */
static inline PyObject *seen_or(PyObject *owner, PyObject *name, PyObject *otherwise) {
    PyObject *value;
    int found = PyObject_GetOptionalAttr(owner, name, &value);
    return found == 0 ? Py_NewRef(otherwise) : value;
}

#define CPyObject_GetAttr3(owner, name, otherwise) seen_or((owner), (name), (otherwise))

/* Python keeps the small whole numbers, so that each of them is one object however often it is needed. The law's numbers
   are days: those of the years of the law are kept here in the same way, once they were needed. */
#define SEEN_FIRST_DAY 719163 /* 1 January 1970; every law, benefit and due date is later */
#define SEEN_DAYS 36525       /* a hundred years */

static PyObject *seen_days[SEEN_DAYS];

static inline PyObject *seen_number(CPyTagged number) {
    if (CPyTagged_CheckShort(number)) {
        size_t at = (size_t)CPyTagged_ShortAsSsize_t(number) - SEEN_FIRST_DAY;
        if (at < SEEN_DAYS) {
            if (seen_days[at] == NULL) {
                seen_days[at] = CPyTagged_StealAsObject(number);
            }
            return Py_NewRef(seen_days[at]);
        }
    }
    return CPyTagged_StealAsObject(number);
}

#define CPyTagged_StealAsObject(number) seen_number(number)

/* Python is on its guard against chains of objects so long that to free them one by one would take all of the stack. Those
   of the law hold each other a few deep, and lists and tuples between them are on their guard themselves. */
#undef CPy_TRASHCAN_BEGIN
#undef CPy_TRASHCAN_END
#define CPy_TRASHCAN_BEGIN(op, dealloc)
#define CPy_TRASHCAN_END(op)

#endif
