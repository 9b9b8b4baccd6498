// Chooses the device's own time zone, where nothing was chosen yet.
const select = document.querySelector("select[data-guess-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && !select.value && [...select.options].some((option) => option.value === zone)) {
  select.value = zone;
}
