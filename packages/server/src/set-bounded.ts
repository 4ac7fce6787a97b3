/** Sets an entry of a map that keeps a limited number of them: the one that was set longest ago is deleted. */
export function setBounded<K, V>(
  map: Map<K, V>,
  maxSize: number,
  [key, value]: readonly [K, V],
): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= maxSize) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
