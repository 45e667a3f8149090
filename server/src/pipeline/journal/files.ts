import { type FileHandle, open, readdir, readFile, rename, rm, stat, statfs, truncate } from 'node:fs/promises';

/** An open file that is only appended to. */
export interface AppendFile {
  /** Writes all of it behind what was written before. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves once everything written would survive a power cut. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** What the journal needs of a file system; tests put faults here. */
export interface Files {
  /** A new, empty file. Fails when it exists. */
  create(path: string): Promise<AppendFile>;
  read(path: string): Promise<Buffer>;
  size(path: string): Promise<number>;
  truncate(path: string, size: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names and sizes in a folder. */
  list(folder: string): Promise<{ name: string; size: number }[]>;
  /** Makes creations and renames in the folder survive a power cut. */
  syncFolder(folder: string): Promise<void>;
  /** Bytes free for us, and of the whole file system. */
  space(folder: string): Promise<{ free: number; total: number }>;
}

function appendTo(handle: FileHandle): AppendFile {
  let end = 0;
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, end);
        done += bytesWritten;
        end += bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    async truncate(size) {
      await handle.truncate(size);
      end = size;
    },
    close: () => handle.close(),
  };
}

/** The real file system. */
export const diskFiles: Files = {
  create: async (path) => appendTo(await open(path, 'wx', 0o600)),
  read: (path) => readFile(path),
  size: async (path) => (await stat(path)).size,
  async truncate(path, size) {
    await truncate(path, size);
    const handle = await open(path, 'r+');
    await handle.sync().finally(() => handle.close());
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async list(folder) {
    const names = await readdir(folder);
    return Promise.all(names.map(async (name) => ({ name, size: (await stat(`${folder}/${name}`)).size })));
  },
  async syncFolder(folder) {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  },
  async space(folder) {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  },
};
