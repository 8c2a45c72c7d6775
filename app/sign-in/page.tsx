import type { Metadata } from "next";
import { SignInScreen } from "@/components/screens/sign-in/sign-in-screen";
import { safeNext } from "@/components/screens/sign-in/sign-in";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  return <SignInScreen next={safeNext((await searchParams).next)} />;
}
