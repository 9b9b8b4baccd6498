// A scanned slip leads here with its code behind the #, which no browser sends along. It is put into the form,
// taken out of the address and the history, and asked for by a POST.
const field = document.querySelector("input[data-code]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && code) {
  history.replaceState(null, "", location.pathname);
  field.value = code;
  field.form.requestSubmit();
}
