import { Button } from '@mantine/core';
import { CardPage } from './card-page.tsx';
import { usePageTitle } from './use-page-title.ts';

/** In place of a page that isn't shown inside another site's. */
export function OwnWindowPage() {
  usePageTitle('Open in a new tab');
  return (
    <CardPage title="This page must be opened in its own tab">
      <Button component="a" href={window.location.href} target="_blank" fullWidth>
        Open in a new tab
      </Button>
    </CardPage>
  );
}
