import { createContext, type ComponentChildren, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { renderToString } from 'preact-render-to-string';
import { present } from '../kernel/assert.ts';
import type { Language } from '../platform/messages/language.ts';
import { translate, type Translate } from '../platform/messages/translate.ts';
import type { AssetPaths } from './assets/load-assets.ts';

/** What every component may know of the page it stands on. */
export interface Frame {
  readonly language: Language;
  readonly now: Date;
  /** Path and query that the language switch leads back to; null where the page cannot be shown a second time. */
  readonly place: string | null;
  /** Goes into every form that changes something. */
  readonly csrfToken: string;
  readonly signedIn: boolean;
  readonly assets: AssetPaths;
  /** True in the sample world, where the mailbox page is open. */
  readonly hasMailbox: boolean;
  /** True where no money is real. */
  readonly isSandbox: boolean;
}

export interface FrameView extends Frame {
  readonly t: Translate;
}

const FrameContext = createContext<Frame | undefined>(undefined);

export function useFrame(): FrameView {
  const frame = present(useContext(FrameContext), 'the frame of the page');
  return { ...frame, t: translate(frame.language) };
}

/** A whole page as HTML. */
export function renderPage(frame: Frame, page: VNode): string {
  return `<!doctype html>${renderFragment(frame, page)}`;
}

/** A part of a page as HTML, for a page that is already open. */
export function renderFragment(frame: Frame, part: ComponentChildren): string {
  return renderToString(<FrameContext.Provider value={frame}>{part}</FrameContext.Provider>);
}
