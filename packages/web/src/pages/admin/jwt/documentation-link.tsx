import { Anchor } from '@mantine/core';
import { siteUrl } from '../../../api/site-url.ts';

/** A link to a part of the documentation. It opens another tab, so unsaved changes stay. */
export function DocumentationLink({ to, about }: { readonly to: string; readonly about: string }) {
  return (
    <Anchor
      href={siteUrl(`docs/${to}`)}
      target="_blank"
      size="sm"
      aria-label={`Documentation: ${about}`}
    >
      Documentation
    </Anchor>
  );
}
