class NotJson extends Error {}

/** The object a text holds, without what only a kept board has. */
export function parsed(text: string): object {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null || Array.isArray(found))
      return new NotJson('This is JSON, but no board: a board is an object with a name and tiles.');
    const { id, shipped, created_by, created_at, updated_at, ...board } = found as Record<string, unknown>;
    return board;
  } catch (error) {
    return new NotJson(`This is not JSON: ${error instanceof Error ? error.message : 'it ends too early'}`);
  }
}
