// Says in the page that a passkey did not work, instead of in the console alone.
document.addEventListener("allauth.error", (event) => {
  const message = document.querySelector("[data-passkey-failed]");
  if (!message) return;
  event.preventDefault();
  message.hidden = false;
});
