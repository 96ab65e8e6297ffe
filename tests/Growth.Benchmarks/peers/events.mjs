import { createHmac, timingSafeEqual } from 'node:crypto';

const token = '^v1\\.[A-Za-z0-9_-]{34}\\.[A-Za-z0-9_-]{43}$';

/** The shape of POST /api/events, as docs/events.md has it. */
export const body = {
  type: 'object', additionalProperties: false, required: ['events'],
  properties: {
    events: {
      type: 'array', minItems: 1, maxItems: 500,
      items: {
        type: 'object', additionalProperties: false, required: ['id', 'kind', 'piece', 'visitor'],
        properties: {
          id: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,64}$' },
          kind: { enum: ['view', 'progress', 'share'] },
          piece: { type: 'string', maxLength: 200 },
          visitor: { type: 'string', pattern: token },
          scroll: { type: 'integer', minimum: 0, maximum: 100 },
          seconds: { type: 'integer', minimum: 0, maximum: 86400 },
          via: { type: 'string', maxLength: 64 },
          at: { type: 'string', maxLength: 64 },
        },
      },
    },
  },
};

export const answer = {
  202: {
    type: 'object',
    properties: { accepted: { type: 'integer' }, duplicates: { type: 'integer' }, refused: { type: 'array', items: { type: 'object' } } },
  },
};

/** The reader's id of a token whose signature is right; null: not signed by us. Each token of a request is verified once. */
export function verifier(key) {
  const secret = Buffer.from(key, 'base64');
  return (visitor, known) => {
    let reader = known.get(visitor);
    if (reader !== undefined) return reader;
    const signed = visitor.slice(0, 37);
    const right = createHmac('sha256', secret).update(signed).digest();
    reader = timingSafeEqual(right, Buffer.from(visitor.slice(38), 'base64url')) ? readerOf(visitor) : null;
    known.set(visitor, reader);
    return reader;
  };
}

/** Bytes 1 to 16 of the payload, in hexadecimal. */
export const readerOf = visitor => Buffer.from(visitor.slice(3, 37), 'base64url').toString('hex', 1, 17);
