import type { ComponentChildren } from 'preact';
import type { Counter } from '../../agents/api.ts';
import { customerIdleMs } from '../../desks/model.ts';
import { CsrfField } from '../components/form.tsx';
import { Mark } from '../components/icons.tsx';
import { LanguageSwitch, SandboxSign } from '../components/layout.tsx';
import { useFrame } from '../frame.tsx';

interface DeskLayoutProps {
  readonly counter: Counter | null;
  /** The shift in a few words; null where nobody has signed in. */
  readonly shift: string | null;
  readonly failed?: boolean;
  readonly children: ComponentChildren;
}

/** The head and the bar around the teller's screen. */
export function DeskLayout({ counter, shift, failed = false, children }: DeskLayoutProps) {
  const { t, language, assets } = useFrame();
  const title = t(counter ? 'teller.title' : 'teller.signIn');
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false,"history":false}' />
        <title>{`${failed ? `${t('form.errors.short')}: ` : ''}${title} · Vahid`}</title>
        <link rel="icon" type="image/svg+xml" href={assets.mark} />
        <link rel="stylesheet" href={assets.stylesheet} />
        <script src={assets.script} defer />
        {counter && <script src={assets.tellerScript} defer />}
        {counter && <script src={assets.htmx} defer />}
        {counter && <script src={assets.htmxStream} defer />}
      </head>
      <body class="desk-body" data-idle-ms={counter ? customerIdleMs : undefined}>
        <a class="skip" href="#main">
          {t('action.skipToContent')}
        </a>
        <header class="bar">
          <div class="bar-inner">
            <a class="brand" href="/teller" aria-label={`Vahid: ${t('teller.title')}`}>
              <Mark />
              <span>Vahid</span>
            </a>
            <SandboxSign />
            {counter && <Place counter={counter} />}
            <div class="desk-bar-end">
              {shift !== null && <span>{shift}</span>}
              <LanguageSwitch />
              {counter && (
                <form method="post" action="/teller/sign-out">
                  <CsrfField />
                  <button type="submit" class="button small quiet">
                    {t('action.signOut')}
                  </button>
                </form>
              )}
            </div>
          </div>
        </header>
        {children}
      </body>
    </html>
  );
}

function Place({ counter }: { counter: Counter }) {
  const { language } = useFrame();
  const { agent, outlet, teller } = counter;
  return <p class="desk-place">{`${agent.name[language]} · ${outlet.name} · ${teller.code}`}</p>;
}
