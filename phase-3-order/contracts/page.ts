// A page of a list. `nextCursor` is opaque to the caller, and null on the last page.
export type Page<Item> = { items: Item[]; nextCursor: string | null }
export type PageRequest = { limit: number; cursor?: string | undefined }
