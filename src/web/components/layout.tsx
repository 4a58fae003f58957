import type { ComponentChildren } from 'preact';
import { languageNames, languages, type Language } from '../../platform/messages/language.ts';
import { useFrame } from '../frame.tsx';
import { CsrfField } from './form.tsx';
import { Mark } from './icons.tsx';

export type Section = 'debts' | 'accounts' | 'history' | 'password';

interface LayoutProps {
  /** The heading of the page; also in the title of the window. */
  readonly title: string;
  readonly section?: Section;
  /** True where parts of the page are filled in or replaced after it has come. */
  readonly live?: boolean;
  /** `narrow` for a form or a document, `wide` for a page of two columns on a large screen. */
  readonly width?: 'narrow' | 'wide';
  /** True where fields of the form are wrong: said first when the page is read out. */
  readonly failed?: boolean;
  readonly children: ComponentChildren;
}

/** The head, the bar and the foot around every page. */
export function Layout({ title, section, live = false, width = 'narrow', failed = false, children }: LayoutProps) {
  const { t, language, assets, signedIn } = useFrame();
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
        {live && <script src={assets.htmx} defer />}
        {live && <script src={assets.htmxStream} defer />}
      </head>
      <body>
        <a class="skip" href="#main">
          {t('action.skipToContent')}
        </a>
        <header class="bar">
          <div class="bar-inner">
            <a class="brand" href={signedIn ? '/home' : '/'} aria-label={t('layout.home')}>
              <Mark />
              <span>Vahid</span>
            </a>
            <SandboxSign />
            <LanguageSwitch />
          </div>
        </header>
        {signedIn && <Sections current={section} />}
        <main id="main" class={`page ${width}`} tabindex={-1}>
          {children}
        </main>
        <Foot />
      </body>
    </html>
  );
}

/** Beside the name on every page of a hub where no money is real. */
export function SandboxSign() {
  const { t, isSandbox } = useFrame();
  if (!isSandbox) return null;
  return <p class="sandbox">{t('layout.sandbox')}</p>;
}

/** The same page in another language. */
export function LanguageSwitch() {
  const { t, language, place } = useFrame();
  if (place === null) return null;
  return (
    <form class="languages" method="post" action="/language" aria-label={t('layout.language')}>
      <CsrfField />
      <input type="hidden" name="return" value={place} />
      {languages.map((choice) => (
        <LanguageButton choice={choice} current={choice === language} />
      ))}
    </form>
  );
}

function LanguageButton({ choice, current }: { choice: Language; current: boolean }) {
  return (
    <button type="submit" name="language" value={choice} lang={choice} aria-current={current ? 'true' : undefined}>
      {choice.toUpperCase()}
      <span class="unseen"> {languageNames[choice]}</span>
    </button>
  );
}

const sections = [
  { name: 'debts', href: '/home' },
  { name: 'accounts', href: '/accounts' },
  { name: 'history', href: '/history' },
  { name: 'password', href: '/password' },
] as const;

function Sections({ current }: { current: Section | undefined }) {
  const { t } = useFrame();
  return (
    <nav class="sections" aria-label={t('layout.nav')}>
      <ul>
        {sections.map(({ name, href }) => (
          <li>
            <a href={href} aria-current={name === current ? 'page' : undefined}>
              {t(`layout.nav.${name}`)}
            </a>
          </li>
        ))}
        <li class="sign-out">
          <form method="post" action="/sign-out">
            <CsrfField />
            <button type="submit">{t('action.signOut')}</button>
          </form>
        </li>
      </ul>
    </nav>
  );
}

function Foot() {
  const { t, hasMailbox } = useFrame();
  return (
    <footer class="foot">
      <p>{t('layout.tagline')}</p>
      {hasMailbox && (
        <p class="sample">
          {t('mailbox.banner')} <a href="/mailbox">{t('mailbox.open')}</a>
        </p>
      )}
    </footer>
  );
}
