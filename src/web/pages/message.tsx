import type { ComponentChildren } from 'preact';
import { ButtonLink } from '../components/form.tsx';
import { Layout } from '../components/layout.tsx';
import { useFrame } from '../frame.tsx';

interface MessagePageProps {
  readonly title: string;
  readonly text: string;
  /** Where to go from here; the home page unless said otherwise. */
  readonly way?: { readonly href: string; readonly label: string };
  readonly children?: ComponentChildren;
}

/** A page that says one thing: what happened, what it means, where to go. */
export function MessagePage({ title, text, way, children }: MessagePageProps) {
  const { t, signedIn } = useFrame();
  return (
    <Layout title={title}>
      <section class="card pad">
        <h1>{title}</h1>
        <p class="lead">{text}</p>
        {children}
        <div class="actions">
          <ButtonLink href={way?.href ?? (signedIn ? '/home' : '/')}>{way?.label ?? t('page.toStart')}</ButtonLink>
        </div>
      </section>
    </Layout>
  );
}
