// A passkey's button can be pressed once it is bound, and the page says when a passkey did not work.
document.addEventListener("allauth.error", (event) => {
  const message = document.querySelector("[data-passkey-failed]");
  if (!message) return;
  event.preventDefault();
  message.hidden = false;
});

// allauth listens for the same event from an earlier script, so its buttons are bound by now.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-uses-passkey]")) button.disabled = false;
});
