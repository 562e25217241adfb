/** Up to here, one write of a copy costs less than two writes. */
const COPY_BYTES_MAX = 64 * 1024;

const FIELDS_OF_ALL = [
  'connection: keep-alive',
  'accept: application/octet-stream',
  'accept-encoding: gzip,deflate',
  'user-agent: statefun',
];

/** The requests to one URL. */
export class RequestForm {
  readonly #host: string;
  /** All of a POST's head but its length. */
  readonly #post: Buffer;

  /** `host` and `path` (with the query) as `URL` gives them: without spaces, line breaks or other text than ASCII. */
  constructor(host: string, path: string) {
    this.#host = host;
    this.#post = this.#headOfPost(path);
  }

  /** Of this URL, or another `path` at its host. */
  post(body: Uint8Array, path?: string): readonly Uint8Array[] {
    const head = path === undefined ? this.#post : this.#headOfPost(path);
    const length = `${body.length}\r\n\r\n`;
    const headBytes = head.length + length.length;
    const isWhole = body.length <= COPY_BYTES_MAX;
    const bytes = Buffer.allocUnsafe(isWhole ? headBytes + body.length : headBytes);
    bytes.set(head);
    bytes.write(length, head.length, 'latin1');
    if (!isWhole) return [bytes, body];
    bytes.set(body, headBytes);
    return [bytes];
  }

  get(path: string): readonly Uint8Array[] {
    return [this.#head(`GET ${path} HTTP/1.1`, '\r\n')];
  }

  #headOfPost(path: string): Buffer {
    return this.#head(`POST ${path} HTTP/1.1`, 'content-type: application/octet-stream\r\ncontent-length: ');
  }

  #head(start: string, end: string): Buffer {
    return Buffer.from([start, `host: ${this.#host}`, ...FIELDS_OF_ALL, end].join('\r\n'), 'latin1');
  }
}
