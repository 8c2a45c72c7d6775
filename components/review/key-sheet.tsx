"use client";
import { Dialog } from "@/components/ui/dialog";
import { KeyCap } from "@/components/ui/key-cap";
import { keyLines, type Section } from "@/lib/domain/keys/key-table";

const SECTIONS: readonly Section[] = ["Move", "Label", "Say why", "Finish"];

type Props = {
  isOpen: boolean;
  onClose: () => void;
  areSingleKeysOff: boolean;
  onSingleKeysOff: (isOff: boolean) => void;
};

/** All keys, from the one table. */
export function KeySheet({ isOpen, onClose, areSingleKeysOff, onSingleKeysOff }: Props) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keys" isWide>
      <div role="region" aria-label="All keys" tabIndex={0} className="grid gap-6 overflow-auto compact:grid-cols-2">
        {SECTIONS.map((section) => (
          <section key={section} aria-label={section}>
            <h3 className="mb-1">{section}</h3>
            <dl>
              {keyLines()
                .filter((line) => line.section === section)
                .map(({ words, shown }) => (
                  <div key={words} className="flex h-7 items-center gap-2">
                    <dt className="flex w-24 shrink-0 gap-1">
                      {shown.map((key, index) => (
                        <KeyCap key={`${key}-${index}`}>{key}</KeyCap>
                      ))}
                    </dt>
                    <dd className="min-w-0 text-fg-2">{words}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="flex min-h-8 items-center gap-2 border-t border-line pt-2 text-fg-2">
        <input
          type="checkbox"
          className="size-3.5 accent-accent"
          checked={areSingleKeysOff}
          onChange={(event) => onSingleKeysOff(event.target.checked)}
        />
        Switch single keys off (everything also works by mouse and Tab)
      </label>
    </Dialog>
  );
}
