// Lets toasts be closed, and takes away by themselves those that only confirm.
const LINGER_MS = 6000;

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]")?.remove();
});

function schedule(toast) {
  if (toast.dataset.toastSeen) return;
  toast.dataset.toastSeen = "yes";
  if (!toast.matches(".toast--success, .toast--info") || toast.querySelector("form, a")) return;
  const leave = () => {
    // Stays while someone reads or stands on it.
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, LINGER_MS);
    else toast.remove();
  };
  setTimeout(leave, LINGER_MS);
}

const region = document.getElementById("toasts");
const scheduleAll = () => region.querySelectorAll("[data-toast]").forEach(schedule);

if (region) {
  scheduleAll();
  new MutationObserver(scheduleAll).observe(region, { childList: true });
}
