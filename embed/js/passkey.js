// Passkeys: asks the browser for one and sends its answer with the form that
// the button belongs to. Without this script those forms are not shown.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const decoded = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  // Older browsers have no parseCreationOptionsFromJSON and no toJSON.
  const ask = {
    create: (o) => navigator.credentials.create({ publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: decoded(o.excludeCredentials) } }),
    get: (o) => navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: decoded(o.allowCredentials) } }),
  };
  const written = ({ id, rawId, type, response }) => {
    const answer = { clientDataJSON: text(response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[part]) answer[part] = text(response[part]);
    }
    if (response.getTransports) answer.transports = response.getTransports();
    return JSON.stringify({ id, rawId: text(rawId), type, response: answer, clientExtensionResults: {} });
  };

  // obstacle is why no passkey can be had on this page, "" for nothing.
  const obstacle = ({ origin }) => {
    if (location.origin !== origin) return `This page is open at ${location.origin}, and passkeys work at ${origin} only: open it there.`;
    if (!isSecureContext || !window.PublicKeyCredential) return "This browser has no passkeys: use a newer one, or an authenticator app.";
    return "";
  };

  const words = (error, { host, passkey }) => {
    if (/certificate/i.test(error.message)) return `The browser does not trust the certificate of ${host}, so it gives no passkey: a certificate that browsers trust is needed.`;
    switch (error.name) {
      case "InvalidStateError": return `This device has a passkey of yours for ${host} already.`;
      case "SecurityError": return `The browser gives no passkey for ${host} on this page: open the page at that name, over HTTPS.`;
      case "NotSupportedError":
      case "ConstraintError": return "This device cannot keep a passkey that asks for fingerprint, face or PIN: use another.";
      case "NotAllowedError":
      case "AbortError":
        if (passkey === "create") return "No passkey was made: it was cancelled, or took too long. Try again.";
        return `No passkey was shown: it was cancelled, took too long, or this device has none for ${host}. Try again, or go on without one.`;
      case "Told": return error.message;
    }
    return "The box did not answer as it should: try again in a moment.";
  };
  const told = (message) => Object.assign(new Error(message), { name: "Told" });

  const options = async (form) => {
    const answer = await fetch(form.dataset.begin, { method: "POST", redirect: "error", cache: "no-store" });
    const json = await answer.json();
    if (!answer.ok) throw told(json.problem);
    return json.publicKey;
  };

  const saidBy = (element) => {
    let said = element.nextElementSibling;
    while (said && !said.matches("[data-passkey-said]")) said = said.nextElementSibling;
    return said ?? element.closest("section")?.querySelector("[data-passkey-said]");
  };
  const say = (element, sentence) => {
    const said = saidBy(element);
    if (said) { said.textContent = sentence; said.hidden = !sentence; }
  };

  const run = async (form) => {
    const button = form.querySelector("button");
    say(form, "");
    button.disabled = true;
    try {
      form.elements.credential.value = written(await ask[form.dataset.passkey](await options(form)));
      form.submit();
    } catch (error) {
      say(form, words(error, form.dataset));
    } finally {
      button.disabled = false;
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const why = obstacle(form.dataset);
    if (why) {
      // Where one signs in, a button that is not there needs no excuse.
      if (form.dataset.passkey === "create") say(form, why);
      continue;
    }
    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); run(form); });
  }
  for (const link of document.querySelectorAll("[data-passkey-add]")) {
    const why = obstacle(link.dataset);
    if (why) { link.hidden = true; say(link, why); }
  }
})();
