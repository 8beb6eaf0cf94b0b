// What the pages do beyond what HTML does: htmx for requests in place, server-sent events for news, and the few lines below.
// Everything works without this file: forms post and the server answers with a whole page.
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-sse.js";

// Whoever pressed a button that is gone after the answer goes on from where the answer says, not from the top of the page.
document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const next = document.querySelector("[data-focus-next]");
  if (next) {
    next.removeAttribute("data-focus-next");
    next.focus({ preventScroll: true });
  }
});

// Why and more of a row is fetched when it is first opened; without this file it is a link.
document.addEventListener(
  "toggle",
  (event) => {
    const link = event.target.matches("details.more[open]") && event.target.querySelector(".panel > p:only-child > a");
    if (link) htmx.ajax("GET", link.getAttribute("href"), { target: link.closest(".panel"), swap: "innerHTML" });
  },
  true,
);

// A list of choices that narrows the page does so at once; without this file there is a button for it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submits-itself]");
  if (form) form.requestSubmit();
});

// A server that can't be reached is said at the top; the next answer takes it away. What was pressed meanwhile may have been
// done or not: that is said beside it, and stays until the row changes.
document.addEventListener("htmx:error", (event) => {
  const request = event.detail?.ctx;
  if (!request || request.response) return;
  say("offline", document.getElementById("messages"));
  say("unsure", request.request?.submitter?.closest(".row")?.querySelector("[aria-live]"));
});

function say(template, place) {
  const said = document.getElementById(template);
  if (said && place) place.replaceChildren(said.content.cloneNode(true));
}
