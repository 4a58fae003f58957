import type { Service } from '../../providers/model.ts';

const shapes: Readonly<Record<Service, string>> = {
  gas: 'M12 2c1 4 6 6 6 12a6 6 0 0 1-12 0c0-3 2-4 2.5-6 1 1 1.5 2 1.5 3 2-2 2-6 2-9z',
  water: 'M12 2c4 6 7 9 7 13a7 7 0 0 1-14 0c0-4 3-7 7-13z',
  power: 'M13 2 4 14h6l-1 8 10-12h-6z',
  fixed:
    'M5.5 3h3l1.6 4.6-2 1.6a12 12 0 0 0 6.7 6.7l1.6-2L21 15.5v3c0 1.4-1.1 2.5-2.5 2.5C10 21 3 14 3 5.5 3 4.1 4.1 3 5.5 3z',
  mobile: 'M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm1 3v12h6V5z',
};

/** The sign of a service. Decoration: the words beside it say the same. */
export function ServiceIcon({ service }: { service: Service }) {
  return (
    <span class={`service ${service}`} aria-hidden="true">
      <svg viewBox="0 0 24 24" fill="currentColor" focusable="false">
        <path d={shapes[service]} />
      </svg>
    </span>
  );
}

export type Sign = 'done' | 'waiting' | 'problem' | 'undone' | 'info';

const signs: Readonly<Record<Sign, string>> = {
  done: 'm6.5 12.5 3.5 3.5 7.5-8',
  waiting: 'M12 7v5.5l3.5 2',
  problem: 'M12 6.5v7m0 3.5v.01',
  undone: 'm8 8 8 8m0-8-8 8',
  info: 'M12 11v6.5m0-10.5v.01',
};

/** A round sign beside a sentence; its shape differs as well as its colour. */
export function SignIcon({ sign }: { sign: Sign }) {
  return (
    <span class={`sign ${sign}`} aria-hidden="true">
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" focusable="false">
        <path d={signs[sign]} stroke-linecap="round" stroke-linejoin="round" />
      </svg>
    </span>
  );
}

/** The hub's mark: four services around one centre. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <clipPath id="mark-edge">
        <rect width="24" height="24" rx="6.5" />
      </clipPath>
      <g clip-path="url(#mark-edge)">
        <path class="power" d="M12 12 0 0h24z" />
        <path class="gas" d="M12 12 24 0v24z" />
        <path class="water" d="M12 12 24 24H0z" />
        <path class="mobile" d="M12 12 0 24V0z" />
      </g>
      <circle class="centre" cx="12" cy="12" r="5.6" />
    </svg>
  );
}
