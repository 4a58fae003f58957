/** The address of the program's first module; undefined where nothing can be written and none was put together before. */
export declare function putTogether(root: string): Promise<string | undefined>;
