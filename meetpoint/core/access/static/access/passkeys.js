// Asks the browser for a passkey where a form offers one. Without this script the same forms take passphrase and code.
//
// A form that takes a passkey holds one hidden input with `data-passkey` ("get" asks for one, "make" makes one)
// and `data-options`, the address of what to ask for; a hidden button `data-passkey-button`; and an empty
// paragraph `data-passkey-said`, which carries the words for what can go wrong.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

let waiting = null; // what ends the browser's quiet offer beside the email field

async function optionsFrom(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  const options = await answer.json();
  if (options.problem) throw new Error(options.problem);
  const known = (list) => (list ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  if (options.user) options.excludeCredentials = known(options.excludeCredentials);
  else options.allowCredentials = known(options.allowCredentials);
  return options;
}

function answerOf(credential) {
  const { response } = credential;
  const said = { rawId: credential.id, transports: response.getTransports?.() ?? [], response: {} };
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said.response[name] = toText(response[name]);
  }
  return JSON.stringify(said);
}

async function ask(input, quietly) {
  waiting?.abort();
  const control = new AbortController();
  waiting = control;
  const request = { publicKey: await optionsFrom(input.dataset.options), signal: control.signal };
  if (quietly) request.mediation = "conditional";
  const credentials = navigator.credentials;
  const credential = await (input.dataset.passkey === "make" ? credentials.create(request) : credentials.get(request));
  input.value = answerOf(credential);
  input.form.submit();
}

function say(form, problem) {
  const line = form.querySelector("[data-passkey-said]");
  const words = { NotAllowedError: line.dataset.cancelled, InvalidStateError: line.dataset.known };
  line.textContent = words[problem.name] ?? (problem.constructor === Error ? problem.message : line.dataset.failed);
}

async function pressed(input, button) {
  const { form } = input;
  form.querySelectorAll("[data-or-passkey]").forEach((field) => { field.required = false; });
  if (!form.reportValidity()) return;
  button.disabled = true;
  form.querySelector("[data-passkey-said]").textContent = "";
  try {
    await ask(input, false);
  } catch (problem) {
    button.disabled = false;
    form.querySelectorAll("[data-or-passkey]").forEach((field) => { field.required = true; });
    say(form, problem);
  }
}

// Browsers that can offer passkeys in the email field's list do so until something else is chosen. The offer is
// renewed before its challenge is too old.
async function offerQuietly(input) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const again = setTimeout(() => offerQuietly(input), 240_000);
  ask(input, true).catch(() => clearTimeout(again));
}

function prepare(input) {
  const button = input.form.querySelector("[data-passkey-button]");
  button.hidden = false;
  button.addEventListener("click", () => pressed(input, button));
  input.form.querySelectorAll("[data-passkey-missing]").forEach((line) => { line.hidden = true; });
  if (input.hasAttribute("data-passkey-quietly")) offerQuietly(input);
}

if (window.PublicKeyCredential) document.querySelectorAll("input[data-passkey]").forEach(prepare);
