/**
 * The HTTP API as typed calls. Every failure is an ApiError with the server's own sentence; a lost connection is one
 * with code "offline". Holds no state and retries nothing.
 */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const response = await request(method, path, body);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function request(method: Method, path: string, body?: unknown): Promise<Response> {
  let response: Response;
  const form = body instanceof FormData || body instanceof Blob;
  try {
    response = await fetch(`/api${path}`, {
      method,
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      headers: body === undefined || form ? {} : { "Content-Type": "application/json" },
    });
  } catch {
    throw new ApiError("offline", "The server could not be reached. Nothing was changed.", 0);
  }
  if (!response.ok) throw await failure(response);
  return response;
}

/** The error that an answer carries, whatever its form. */
export async function failure(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return new ApiError(error.code, error.message, response.status);
  } catch {
    return new ApiError("unexpected", `The server answered with status ${response.status}.`, response.status);
  }
}

export const api = {
  get: <T>(path: string) => call<T>("GET", path),
  post: <T>(path: string, body?: unknown) => call<T>("POST", path, body),
  patch: <T>(path: string, body: unknown) => call<T>("PATCH", path, body),
  put: <T>(path: string, body: unknown) => call<T>("PUT", path, body),
  delete: <T>(path: string) => call<T>("DELETE", path),
};

/** The sentence to show for whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
