// Says in a toast why a part of a page did not come: without it nothing at all would be seen.
const region = document.getElementById("toasts");

// What asks again by itself needs no words for a try that failed.
const isPolling = ({ requestConfig }) => requestConfig?.triggeringEvent?.type === "hx:poll:trigger";

function say(name) {
  const template = document.querySelector(`[data-trouble="${name}"]`);
  if (!region || !template || region.querySelector(`[data-said="${name}"]`)) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.dataset.said = name;
  region.append(toast);
}

document.addEventListener("htmx:responseError", ({ detail }) => {
  const { status } = detail.xhr;
  if (!isPolling(detail)) say(status >= 500 ? "broken" : status === 429 ? "often" : "refused");
});

// A page that is being left cuts its requests off, too: then the words never come.
document.addEventListener("htmx:sendError", ({ detail }) => {
  if (!isPolling(detail)) setTimeout(say, 500, "lost");
});
