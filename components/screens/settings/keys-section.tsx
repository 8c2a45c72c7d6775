"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { formatDate } from "@/components/ui/format";
import { ErrorState } from "@/components/ui/states";
import { call } from "@/lib/api/call";
import { addKey, removeKey } from "@/lib/api/contract/people";
import { keysQuery } from "@/lib/api/queries";
import type { Permission } from "@/lib/domain/roles";
import { Section, ShownOnce } from "./section";

/** The reader's own API keys: good in this project, for the chosen scopes, until they are ended. */
export function KeysSection({ project, permissions }: { project: string; permissions: readonly Permission[] }) {
  const client = useQueryClient();
  const keys = useQuery(keysQuery(project));
  const end = useMutation({
    mutationFn: (keyId: string) => call(removeKey, { project, keyId }),
    onSuccess: (reply) => client.setQueryData(keysQuery(project).queryKey, reply),
  });
  return (
    <Section title="API keys" note="Sent as “Authorization: Bearer …”. A key can do what its scopes say, as you.">
      {keys.isError ? (
        <ErrorState title="Keys could not be read" message={keys.error.message} onRetry={() => void keys.refetch()} />
      ) : null}
      {keys.data?.keys.length === 0 ? <p className="p-3 text-fg-2">You have no keys in this project.</p> : null}
      <ul>
        {keys.data?.keys.map(({ id, name, start, scopes, createdAt }) => (
          <li key={id} className="flex h-9 items-center gap-3 border-b border-line px-3 last:border-b-0">
            <span className="w-40 truncate">{name}</span>
            <code className="font-mono text-code">{start}…</code>
            <span className="min-w-0 grow truncate text-fg-2">{scopes.join(", ")}</span>
            <span className="text-small text-fg-3">{formatDate(createdAt)}</span>
            <Button variant="quiet" size="small" onClick={() => end.mutate(id)}>
              End key
            </Button>
          </li>
        ))}
      </ul>
      <AddKey project={project} permissions={permissions} />
    </Section>
  );
}

function AddKey({ project, permissions }: { project: string; permissions: readonly Permission[] }) {
  const client = useQueryClient();
  const [scopes, setScopes] = useState<readonly Permission[]>(["runs:read"]);
  const add = useMutation({
    mutationFn: (name: string) => call(addKey, { project, name, scopes: [...scopes] }),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery(project).queryKey }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate(String(new FormData(event.currentTarget).get("name")));
  };
  const toggle = (scope: Permission) =>
    setScopes((last) => (last.includes(scope) ? last.filter((kept) => kept !== scope) : [...last, scope]));
  return (
    <>
      {add.data ? <ShownOnce what={`The key “${add.data.key.name}”.`} secret={add.data.secret} /> : null}
      <form onSubmit={submit} className="flex flex-col items-start gap-3 border-t border-line p-3">
        <Field label="Name of the key" name="name" required maxLength={100} error={add.error?.message ?? null} />
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
          <legend className="text-small text-fg-2">Scopes</legend>
          {permissions.map((permission) => (
            <label key={permission} className="flex min-h-6 items-center gap-1.5">
              <input
                type="checkbox"
                className="size-3.5 accent-accent"
                checked={scopes.includes(permission)}
                onChange={() => toggle(permission)}
              />
              <code className="font-mono text-code">{permission}</code>
            </label>
          ))}
        </fieldset>
        <Button type="submit" className="h-8" disabled={add.isPending || scopes.length === 0}>
          Make key
        </Button>
      </form>
    </>
  );
}
