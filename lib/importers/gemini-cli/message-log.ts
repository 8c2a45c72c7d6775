import type { NoteBook } from "../dialogue/note-book.ts";
import type { Entry } from "./session-rows.ts";

/** Bytes of messages held while a later line may still change them. */
const HELD_BYTES = 64 * 1024 * 1024;

type Held = Entry & { id: string | null };

/**
 * The messages of a log as its lines leave them: a line with the id of an earlier message replaces it in its place,
 * and a rewind takes messages out of the model's sight, never out of the record. Authority: gemini-cli,
 * chatRecordingService.ts: a rewind begins at the message it names, and at the first where it names none that is there.
 */
export class MessageLog {
  rewound = 0;
  #held: Held[] = [];
  #heldBytes = 0;
  /** Messages the model sees, by id. */
  readonly #live = new Map<string, Held>();
  /** Messages that are mapped already and can change no more. */
  readonly #gone = new Set<string>();

  constructor(
    private readonly book: NoteBook,
    private readonly maxHeldBytes = HELD_BYTES,
  ) {}

  /** Takes an entry in; gives back those that are settled now, because more is held than may be. */
  put(id: string | null, entry: Entry): Entry[] {
    const known = id === null ? undefined : this.#live.get(id);
    if (known && id !== null && this.#gone.has(id)) {
      const nextStep = "Its first words are shown; the raw file keeps the others.";
      this.#note("late-update", "this changes a message too far back to be changed", nextStep, entry);
    } else if (known) {
      this.#heldBytes += entry.bytes.length - known.bytes.length;
      Object.assign(known, entry);
    } else {
      const held = { ...entry, id };
      this.#held.push(held);
      this.#heldBytes += entry.bytes.length;
      if (id !== null) {
        this.#live.set(id, held);
        this.#gone.delete(id);
      }
    }
    return this.#heldBytes > this.maxHeldBytes ? this.#settle(1) : [];
  }

  has(id: string): boolean {
    return this.#live.has(id);
  }

  rewind(id: string, entry: Entry): void {
    const ids = [...this.#live.keys()];
    const from = this.#live.has(id) ? ids.indexOf(id) : 0;
    for (const each of ids.slice(from)) {
      const { sourcePointer } = this.#live.get(each) ?? entry;
      this.#live.delete(each);
      this.rewound += 1;
      this.#note("rewound", "this message was taken back later", "It is kept where it stood.", { sourcePointer });
    }
  }

  /** What is still held, in order. */
  rest(): Entry[] {
    return this.#settle(0);
  }

  #settle(keep: number): Entry[] {
    const settled = this.#held.splice(0, this.#held.length - keep);
    this.#heldBytes = this.#held.reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const { id } of settled) if (id !== null) this.#gone.add(id);
    return settled;
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer }: Pick<Entry, "sourcePointer">): void {
    this.book.add(code, reason, nextStep, { path: sourcePointer.path, byteOffset: sourcePointer.byteStart });
  }
}
