/**
 * The required part of `http.IncomingMessage`; Express' request has it, and its body may be read
 * already.
 */
interface IncomingRequest extends AsyncIterable<Uint8Array | string> {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
}

/** The required part of `http.ServerResponse`. */
interface OutgoingAnswer {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

const maxBodyBytes = 64 * 1024;

type Listener = (
  request: IncomingRequest,
  answer: OutgoingAnswer,
  next?: (error: unknown) => void,
) => Promise<void>;

/**
 * Adapts a function on web-standard `Request` and `Response` to `node:http` and Express, whether or
 * not `express.urlencoded` has read the body before. Errors go to Express' `next`; without it the
 * response is 500.
 */
export function nodeListener(handle: (request: Request) => Promise<Response>): Listener {
  return async (incoming, outgoing, next) => {
    try {
      const response = await handle(await toRequest(incoming));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    } catch (error) {
      if (next !== undefined) return next(error);
      outgoing.writeHead(500, {});
      outgoing.end('');
    }
  };
}

async function toRequest(incoming: IncomingRequest): Promise<Request> {
  const headers = new Headers();
  for (const name of ['authorization', 'content-type']) {
    const value = incoming.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // The address is not used: it depends on where the app has the endpoint.
  return new Request('http://localhost/', {
    method,
    headers,
    ...(hasBody && { body: await bodyOf(incoming) }),
  });
}

async function bodyOf(incoming: IncomingRequest): Promise<string> {
  const { body } = incoming;
  if (typeof body === 'string') return body;
  if (typeof body === 'object' && body !== null) return formOf(body);
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of incoming) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    // The endpoint refuses it for its length, so the rest is not needed.
    if (text.length > maxBodyBytes) break;
  }
  return text;
}

function formOf(body: object): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const item of Array.isArray(value) ? value : [value]) form.append(name, String(item));
  }
  return form.toString();
}
