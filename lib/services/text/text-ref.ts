/** The revision whose text is read; the caller has been let in to its project. */
export type TextRef = { trajectoryId: string; revisionId: string };
