/*
 * The teller's keys, the scanner, and the quiet after which the customer has gone. Loaded with `defer`, after the page's own script.
 */

/**
 * A scanner types faster than this from one sign to the next, milliseconds on average, and so many signs that no hand does.
 * A busy machine may hold up one sign or another: a pause is longer than that. A code without its first digit could be
 * somebody else's account.
 */
const scannerGapMs = 40;
const pauseMs = 120;
const fewestScanned = 8;
const scannedSign = /^[0-9A-Za-z-]$/;

/** Signs that came quickly one after the other, and what stood in the field before them. */
let burst = { text: '', first: 0, last: 0, field: null, before: '' };

const idleMs = Number(document.body.dataset.idleMs);
let idleTimer;

function byId(id) {
  return document.getElementById(id);
}

function isTyping(element) {
  return element instanceof HTMLInputElement && !['checkbox', 'radio', 'hidden', 'submit'].includes(element.type);
}

function follow(event) {
  const now = event.timeStamp;
  if (now - burst.last > pauseMs || burst.text === '') {
    const field = isTyping(document.activeElement) ? document.activeElement : null;
    burst = { text: '', first: now, last: now, field, before: field ? field.value : '' };
  }
  burst.text += event.key;
  burst.last = now;
}

/** True when the Enter ends what a scanner typed: it goes where it belongs, whatever had the focus. */
function isScan(event) {
  const isOneBreath = event.timeStamp - burst.last <= pauseMs;
  const isQuick = isOneBreath && event.timeStamp - burst.first <= scannerGapMs * burst.text.length;
  return isQuick && burst.text.length >= fewestScanned && burst.text.replace(/\D/g, '').length >= 6;
}

/**
 * A reader of cards types like a scanner. Where a card is asked for, what was read is that card; while one is not written yet,
 * it starts no search, which would take the card from the screen. Who means a search puts the cursor there.
 */
function takeScan(event) {
  const card = byId('field-card');
  const search = byId('field-q');
  if (card && document.activeElement === card) return;
  const isSearch = burst.field !== null && burst.field === search;
  const field = isSearch ? search : (card ?? search);
  if (!field) return;
  event.preventDefault();
  if (burst.field && burst.field !== field) burst.field.value = burst.before;
  field.value = burst.text;
  burst = { text: '', first: 0, last: 0, field: null, before: '' };
  if (field === card) field.form.requestSubmit(field.form.querySelector('button[type="submit"]'));
  else if (isSearch || !document.querySelector('.desk-card[data-open]')) field.form.requestSubmit();
}

function press(id) {
  const target = byId(id);
  if (!target) return;
  if (target instanceof HTMLInputElement) {
    target.focus();
    target.select();
  } else target.click();
}

const shortcuts = {
  F2: 'field-q',
  F4: 'field-cash',
  F6: 'open-link',
  F7: 'open-register',
  F8: 'receipt-1',
  F9: 'open-shift',
  Escape: 'next-customer',
};

/** The next step of a card comes first, then the meter of the line where the cursor is, then the first one that is there. */
function openMeter(event) {
  const step = byId('field-card') ?? byId('card-step');
  const here = document.activeElement?.closest?.('.desk-row')?.querySelector('.open-meter');
  const target = step ?? here ?? document.querySelector('.open-meter');
  if (!target) return;
  event.preventDefault();
  if (target === step) target.focus();
  else target.click();
}

/** The arrows go from line to line, in the column where the focus is. */
function moveBetweenLines(event) {
  const here = document.activeElement;
  const row = here?.closest?.('.desk-row');
  const rows = [...document.querySelectorAll('.desk-row')].filter((one) => one.querySelector('input'));
  if (rows.length === 0) return;
  const isAmount = here?.classList.contains('amount');
  const step = event.key === 'ArrowDown' ? 1 : -1;
  const from = row ? rows.indexOf(row) : step === 1 ? -1 : rows.length;
  const next = rows[Math.min(rows.length - 1, Math.max(0, from + step))];
  event.preventDefault();
  const target =
    next.querySelector(isAmount ? 'input.amount' : 'input[type="checkbox"]') ?? next.querySelector('input');
  target.focus();
  if (isAmount) target.select();
}

/** A figure typed on a chosen line goes into its amount. */
function typeAmount() {
  const here = document.activeElement;
  const row = here?.closest?.('.desk-row');
  const amount = here?.type === 'checkbox' ? row?.querySelector('input.amount:not([readonly])') : null;
  if (!amount) return;
  amount.focus();
  amount.select();
}

/** A key that is held down acts once: what it does next would be done to another page. */
function isHeld({ repeat, key }) {
  return repeat && (key === 'Enter' || key === 'F3' || key in shortcuts);
}

function onKey(event) {
  stayAwake();
  if (isHeld(event)) {
    event.preventDefault();
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.key === 'Enter' && isScan(event)) return takeScan(event);
  if (scannedSign.test(event.key)) {
    follow(event);
    if (/[0-9]/.test(event.key)) typeAmount();
    return;
  }
  if (event.key === 'Escape' && document.querySelector('main[data-panel]')) {
    event.preventDefault();
    location.assign('/teller');
    return;
  }
  if (event.key === 'F3') return openMeter(event);
  const target = shortcuts[event.key];
  if (target && byId(target)) {
    event.preventDefault();
    return press(target);
  }
  const isSelect = document.activeElement instanceof HTMLSelectElement;
  const isRadio = document.activeElement?.type === 'radio';
  if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !isSelect && !isRadio) return moveBetweenLines(event);
  // A question has its own answer: the cash does not say yes to it.
  if (event.key === 'Enter' && document.activeElement === byId('field-cash') && byId('answer-yes')) {
    event.preventDefault();
    byId('answer-yes').focus();
    return;
  }
  // Enter on a line means "this is what I wanted": the cash comes next. Money moves from the cash or the button only.
  const leadsOn = document.activeElement?.matches('a, summary');
  if (event.key === 'Enter' && !leadsOn && document.activeElement?.closest('.desk-row') && byId('field-cash')) {
    event.preventDefault();
    document.activeElement.dispatchEvent(new Event('change', { bubbles: true }));
    press('field-cash');
  }
}

/** Who types an amount into a line means to pay it. */
function chooseTyped(event) {
  const amount = event.target;
  if (!amount.classList?.contains('amount') || amount.value.trim() === '') return;
  const choice = amount.closest('.desk-row')?.querySelector('input[type="checkbox"]');
  if (choice) choice.checked = true;
}

/** Nobody is left on the screen when nobody works at it. */
function stayAwake() {
  clearTimeout(idleTimer);
  if (byId('next-customer') && idleMs > 0) {
    idleTimer = setTimeout(() => {
      document.querySelector('main').hidden = true;
      press('next-customer');
    }, idleMs);
  }
}

/** The cursor is where the work is: in the panel that was opened, where nothing else has it. */
function beginTyping() {
  const here = document.activeElement;
  // What failed as a whole is read out as an alert; only fields that are wrong need the focus on the way to them.
  const isBareFailure = here?.matches('.desk-top .summary-of-errors:not(:has(a))');
  const isFree = here === null || here === document.body || isBareFailure;
  // The browser itself would wait for the first picture of the page, and lose what is typed until then.
  const wanted =
    document.querySelector('input[autofocus], select[autofocus], button[autofocus], p[autofocus]') ??
    document.querySelector('.desk-side input:not([type="hidden"])');
  if (isFree) wanted?.focus();
}

/** The browser's memory shows nobody who has gone: a page that comes back is asked for anew. */
function comeBack(event) {
  if (event.persisted) location.reload();
}

document.addEventListener('keydown', onKey, true);
document.addEventListener('input', chooseTyped, true);
for (const kind of ['pointerdown', 'input']) document.addEventListener(kind, stayAwake, true);
window.addEventListener('pageshow', comeBack);
stayAwake();
beginTyping();
