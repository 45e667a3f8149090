const ROOT = '/api/v1';

/** What the server refused and why (RFC 9457); `status` 0 when it was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** The input at fault. */
  readonly field: string | undefined;

  constructor(status: number, title: string, detail: string, field?: string) {
    super(detail || title);
    this.name = 'ApiError';
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.field = field;
  }
}

let project: string | undefined;
let signedOut = (): void => {};

/** Chooses the project of every later request; undefined = the server's default. */
export function setProject(id: string | undefined): void {
  project = id;
}

/** The project of requests, for what cannot send headers (`EventSource`). */
export const currentProject = (): string | undefined => project;

/** What to do when the server no longer knows who we are. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

/** Every function here resolves to the JSON answer (undefined for 204) and throws `ApiError`; an abort passes through. */
export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => send<T>('GET', path, undefined, signal);
export const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  send<T>('POST', path, body, signal);
export const put = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  send<T>('PUT', path, body, signal);
export const patch = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  send<T>('PATCH', path, body, signal);
export const del = (path: string, signal?: AbortSignal): Promise<void> => send<void>('DELETE', path, undefined, signal);

/** A file the server streams; rejects when it does not come whole. */
export const fetchFile = async (path: string, body: unknown, signal?: AbortSignal): Promise<Blob> =>
  (await request('POST', path, body, signal)).blob();

async function send<T>(method: string, path: string, body: unknown, signal: AbortSignal | undefined): Promise<T> {
  const response = await request(method, path, body, signal);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

async function request(
  method: string,
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const response = await fetch(ROOT + path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(project === undefined ? {} : { 'x-telltale-project': project }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'Server not reached', 'Telltale does not answer. Is it still running?');
  });
  if (!response.ok) throw await refusal(response, path);
  return response;
}

async function refusal(response: Response, path: string): Promise<ApiError> {
  if (response.status === 401 && path !== '/login') signedOut();
  const problem: unknown = await response.json().catch(() => undefined);
  const { title, detail, field } = (typeof problem === 'object' && problem ? problem : {}) as Record<string, unknown>;
  return new ApiError(
    response.status,
    typeof title === 'string' ? title : `Error ${response.status}`,
    typeof detail === 'string' ? detail : response.statusText,
    typeof field === 'string' ? field : undefined,
  );
}
