// Shows times by the clock of the visitor's own zone, as long as they have chosen none.
const form = document.querySelector("form[data-zone-form]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (form && own && form.dataset.zoneForm === "" && own !== form.elements.zone.value) {
  const address = new URL(location.href);
  address.searchParams.set("zone", own);
  location.replace(address);
}
