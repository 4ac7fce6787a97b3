import { NothingHere } from '../../ui/nothing-here.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <NothingHere title="There is nothing at this address">
      Check the address, or start from the home page.
    </NothingHere>
  );
}
