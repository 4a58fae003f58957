/*
 * What the pages do beyond HTML. Every page works without it: a form is sent, a link followed. Loaded with `defer`.
 */

/** How long a button stays busy after a download has begun, milliseconds: the page does not learn when it ends. */
const downloadBusyMs = 4000;

/** A form is sent once. The second press does nothing, and the button says that one has to wait. */
function sendOnce(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.once) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  const button = event.submitter;
  // The browser reads the pressed button's value first; changing it before would lose it.
  setTimeout(() => markBusy(form, button));
  if (form.dataset.once === 'download') setTimeout(() => release(form), downloadBusyMs);
}

function markBusy(form, pressed) {
  for (const button of form.querySelectorAll('button[data-busy]')) {
    button.setAttribute('aria-disabled', 'true');
    if (button === pressed) {
      button.dataset.words = button.textContent;
      button.textContent = button.dataset.busy;
    }
  }
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('button[data-busy]')) {
    button.removeAttribute('aria-disabled');
    if (button.dataset.words) button.textContent = button.dataset.words;
    delete button.dataset.words;
  }
}

/** Shows what was typed into a password field, and hides it again. */
function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const words = button.textContent;
  const shown = input.type === 'text';
  input.type = shown ? 'password' : 'text';
  button.textContent = button.dataset.hide;
  button.dataset.hide = words;
  button.setAttribute('aria-label', button.getAttribute('aria-label').replace(words, button.textContent));
}

function press(event) {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button?.hasAttribute('data-print')) window.print();
  if (button?.hasAttribute('data-reveal')) reveal(button);
}

/** A page that comes back from the browser's memory can send its forms again. */
function comeBack() {
  for (const form of document.querySelectorAll('form[data-sent]')) release(form);
}

/** What was typed into a field is not sent in the clear type it was shown in, nor kept by the browser. */
function hidePasswords(event) {
  if (!(event.target instanceof HTMLFormElement)) return;
  for (const input of event.target.querySelectorAll('input[autocomplete$="-password"]')) input.type = 'password';
}

document.addEventListener('submit', hidePasswords, true);
document.addEventListener('submit', sendOnce);
document.addEventListener('click', press);
window.addEventListener('pageshow', comeBack);
for (const button of document.querySelectorAll('button[data-print], button[data-reveal]')) button.hidden = false;
for (const summary of document.querySelectorAll('.summary-of-errors')) summary.focus();
