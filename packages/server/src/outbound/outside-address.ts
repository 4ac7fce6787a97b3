import { BlockList, isIP } from 'node:net';

/**
 * Addresses that Dashboard never connects to (C4): link-local, unspecified, clouds' metadata
 * services, and the ways to write an IPv4 address as an IPv6 one, which could hide one of those.
 */
const forbidden = new BlockList();
forbidden.addSubnet('0.0.0.0', 8, 'ipv4');
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('168.63.129.16', 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');
forbidden.addAddress('fd20:ce::254', 'ipv6');
forbidden.addAddress('fd00:c1::a9fe:a9fe', 'ipv6');
// IPv4-compatible (RFC 4291 §2.5.5.1, and `::` with it), translated (RFC 2765), NAT64 (RFC 6052 and
// 8215), Teredo (RFC 4380), 6to4 (RFC 3056).
forbidden.addSubnet('::', 96, 'ipv6');
forbidden.addSubnet('::ffff:0:0:0', 96, 'ipv6');
forbidden.addSubnet('64:ff9b::', 96, 'ipv6');
forbidden.addSubnet('64:ff9b:1::', 48, 'ipv6');
forbidden.addSubnet('2001::', 32, 'ipv6');
forbidden.addSubnet('2002::', 16, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The name, or the numeric address; an IPv6 address without the brackets of a URL. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** @param address a numeric one, after resolving; a mapped form of IPv4 counts as the IPv4 address */
export function isForbiddenAddress(address: string): boolean {
  const plain = address.split('%')[0] ?? '';
  const family = isIP(plain);
  if (family === 0) return true;
  return !isLoopbackAddress(plain) && forbidden.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
