"use client";
import { ImportedText } from "@/components/ui/imported-text";
import { Select } from "@/components/ui/select";
import { type MappingDraft, ROW_OWNERS, type RowOwner } from "@/lib/domain/mapping/field-mapping";
import { OWNER_WORDS } from "./slot-words";

type Props = { draft: MappingDraft; values: readonly string[]; onChange: (roles: MappingDraft["roles"]) => void };

const NOBODY = "unknown";

/** What each value of the role means. A value without a meaning makes a generic step, and is counted. */
export function RolesTable({ draft, values, onChange }: Props) {
  const known = new Map(draft.roles.map(({ value, is }) => [value, is]));
  const all = [...new Set([...draft.roles.map(({ value }) => value), ...values])];
  const choose = (value: string, owner: string) => {
    const is = ROW_OWNERS.find((each) => each === owner) ?? null;
    const rest = draft.roles.filter((each) => each.value !== value);
    onChange(is === null ? rest : [...rest, { value, is }]);
  };
  return (
    <ul aria-label="Meaning of the role's values">
      {all.map((value) => (
        <li key={value} className="flex h-8 items-center gap-2 border-b border-line px-3 last:border-b-0">
          <ImportedText className="w-28 shrink-0 text-code">{value}</ImportedText>
          <Select
            label={`Meaning of ${value}`}
            value={known.get(value) ?? NOBODY}
            className="min-w-0 grow"
            options={[
              { value: NOBODY, name: "unknown" },
              ...ROW_OWNERS.map((owner: RowOwner) => ({ value: owner, name: OWNER_WORDS[owner] })),
            ]}
            onChoose={(owner) => choose(value, owner)}
          />
        </li>
      ))}
    </ul>
  );
}
