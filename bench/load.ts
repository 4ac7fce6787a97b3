import autocannon from 'autocannon';

export interface Load {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly cookie: string;
  /** The next path to request. */
  readonly nextPath: () => string;
  readonly nextCookie?: () => string;
  readonly expectedStatus: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Loads a server for some seconds. @throws if any response isn't the expected one */
export async function measure(load: Load): Promise<Measured> {
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    duration: load.seconds,
    requests: [
      {
        setupRequest: (request) => ({
          ...request,
          path: load.nextPath(),
          headers: { ...request.headers, cookie: load.nextCookie?.() ?? load.cookie },
        }),
      },
    ],
  });
  const expected = Number(result.statusCodeStats?.[`${load.expectedStatus}`]?.count ?? 0);
  const all = Object.values(result.statusCodeStats ?? {}).reduce(
    (sum, { count = 0 }) => sum + Number(count),
    0,
  );
  if (expected !== all || result.errors > 0) {
    throw new Error(
      `${load.url}: ${JSON.stringify(result.statusCodeStats)}, ${result.errors} errors`,
    );
  }
  return {
    perSecond: all / result.duration,
    medianMs: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
