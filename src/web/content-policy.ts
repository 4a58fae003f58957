const own = ["'self'"];
const none = ["'none'"];

/** A page may load from here, send forms here, and stand in nobody's frame. Nothing inline runs. */
export const contentPolicy = {
  'default-src': none,
  'script-src': own,
  'style-src': own,
  'font-src': own,
  'img-src': own,
  'connect-src': own,
  'form-action': own,
  'base-uri': none,
  'frame-ancestors': none,
};

/** The same as the value of a header, for a page that is sent from outside the cabinet's scope. */
export function contentPolicyHeader(): string {
  return Object.entries(contentPolicy)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join(';');
}
