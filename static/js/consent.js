// Sends the banner's answer from where it stands: the page stays, and what was typed into it.
async function send(form, submitter) {
  const said = new FormData(form, submitter);
  said.set("quiet", "yes");
  const answer = await fetch(form.action, { method: "POST", body: said, redirect: "error" });
  if (answer.status !== 204) throw new Error(`The choice was answered by ${answer.status}`);
}

// As if there were no script: the whole form, with the button that was pressed.
function sendWhole(form, submitter) {
  const choice = document.createElement("input");
  Object.assign(choice, { type: "hidden", name: submitter.name, value: submitter.value });
  form.append(choice);
  form.submit();
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const banner = form.closest(".consent");
  if (!banner || !submitter) return;
  event.preventDefault();
  try {
    await send(form, submitter);
    banner.remove();
  } catch {
    sendWhole(form, submitter);
  }
});
