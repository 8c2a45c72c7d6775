"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { ErrorState } from "@/components/ui/states";
import { call } from "@/lib/api/call";
import { addMember, changeMember, type Me } from "@/lib/api/contract/people";
import { membersQuery } from "@/lib/api/queries";
import { ROLES, Role } from "@/lib/domain/roles";
import { Section, ShownOnce } from "./section";

const ROLE_OPTIONS = ROLES.map((role) => ({ value: role, name: role }));

export function MembersSection({ project, me, canManage }: { project: string; me: Me; canManage: boolean }) {
  const client = useQueryClient();
  const members = useQuery(membersQuery(project));
  const change = useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: Role | null }) =>
      call(changeMember, { project, userId, role }),
    onSuccess: (reply) => client.setQueryData(membersQuery(project).queryKey, reply),
  });
  return (
    <Section
      title="Members"
      note={canManage ? "Nobody changes their own role." : "Admins add people and change roles."}
    >
      {members.isPending ? <SkeletonRows rows={3} height={32} label="Loading members" /> : null}
      {members.isError ? (
        <ErrorState
          title="Members could not be read"
          message={members.error.message}
          onRetry={() => void members.refetch()}
        />
      ) : null}
      {change.isError ? <ErrorState title="Nothing was changed" message={change.error.message} /> : null}
      <ul>
        {members.data?.members.map(({ userId, name, email, role }) => (
          <li key={userId} className="flex h-9 items-center gap-3 border-b border-line px-3 last:border-b-0">
            <span className="w-40 truncate">{name}</span>
            <span className="min-w-0 grow truncate text-fg-2">{email}</span>
            {canManage && userId !== me.id ? (
              <>
                <Select
                  label={`Role of ${name}`}
                  value={role}
                  options={ROLE_OPTIONS}
                  onChoose={(next) => change.mutate({ userId, role: Role.parse(next) })}
                />
                <Button variant="quiet" size="small" onClick={() => change.mutate({ userId, role: null })}>
                  Take out
                </Button>
              </>
            ) : (
              <span className="text-fg-2">{role}</span>
            )}
          </li>
        ))}
      </ul>
      {canManage ? <AddMember project={project} /> : null}
    </Section>
  );
}

function AddMember({ project }: { project: string }) {
  const client = useQueryClient();
  const [role, setRole] = useState<Role>("annotator");
  const add = useMutation({
    mutationFn: (person: { name: string; email: string }) => call(addMember, { project, role, ...person }),
    onSuccess: () => client.invalidateQueries({ queryKey: membersQuery(project).queryKey }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    add.mutate({ name: String(form.get("name")), email: String(form.get("email")) });
  };
  return (
    <>
      {add.data?.password ? (
        <ShownOnce what={`The password of ${add.data.member.email}.`} secret={add.data.password} />
      ) : null}
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3 border-t border-line p-3">
        <Field label="Name" name="name" required maxLength={100} />
        <Field label="E-mail" name="email" type="email" required error={add.error?.message ?? null} />
        <Select
          label="Role"
          value={role}
          options={ROLE_OPTIONS}
          onChoose={(next) => setRole(Role.parse(next))}
          className="h-8"
        />
        <Button type="submit" variant="default" className="h-8" disabled={add.isPending}>
          Add member
        </Button>
      </form>
    </>
  );
}
