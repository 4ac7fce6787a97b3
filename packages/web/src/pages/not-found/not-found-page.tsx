import { NothingHere } from '../../parts/nothing-here.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <NothingHere title="Page not found">
      Check the address, or start from the home page.
    </NothingHere>
  );
}
