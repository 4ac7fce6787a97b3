import type { AccountList } from '@dashboard/contract';

/** How many accounts there are of how many there may be. */
export function limitWords({ used, allowed }: AccountList['limit'], locale?: string): string {
  const write = new Intl.NumberFormat(locale);
  const count = `${write.format(used)} active ${used === 1 ? 'account' : 'accounts'}`;
  return allowed === null ? count : `${count} of ${write.format(allowed)} allowed`;
}
