/**
 * The words that this page's files share. Only the type checker reads this file.
 *
 * @typedef {object} Command
 * @property {string[]} words  the command and what it reads; none where no command draws the maps
 * @property {string[]} last  what stands after all options
 * @property {string[][]} before  the commands that write the files that it reads
 * @property {number[]} [layers]  those that it draws where none are chosen
 * @property {number[]} [heads]
 * @property {boolean} tokens
 * @property {boolean} sharing
 * @property {boolean} needsFolder  whether the model is named by its folder's name alone
 *
 * @typedef {object} MapsEntry
 * @property {string} name
 * @property {string} title
 * @property {string} caption
 * @property {number} queries
 * @property {number} keys
 * @property {string[]} rowLabels
 * @property {string[]} columnLabels
 * @property {number} rows
 * @property {number} columns
 * @property {number[]} [layers]
 * @property {number[]} [heads]
 * @property {boolean} signed
 * @property {number[]} blocks
 * @property {(number | null)[]} tops  of each block, the exponent above those of its numbers of 16 bits; null for 32 bits
 * @property {Command} command
 *
 * @typedef {object} Axis
 * @property {string} text
 * @property {string[]} tokens
 * @property {string[]} pretty
 * @property {{token: string, count: number, all: number}} [unknown]  how many of all tokens stand for what the vocabulary lacks
 * @property {number[]} special
 * @property {number[]} sequence
 * @property {number[]} spaced
 * @property {number[]} [words]
 * @property {string[]} [wordLabels]
 *
 * @typedef {object} Scores
 * @property {string} name
 * @property {string} title
 * @property {number} axis  the axis whose tokens have the values
 * @property {boolean} signed
 * @property {(number | null)[]} values
 *
 * @typedef {object} TextEntry
 * @property {string} name
 * @property {MapsEntry[]} maps
 * @property {Axis[]} axes
 * @property {Scores[]} scores
 *
 * @typedef {object} Catalog
 * @property {string} version
 * @property {string} title
 * @property {string} [model]  the model that the title names
 * @property {"float16" | "float32"} precision
 * @property {string} [cmap]
 * @property {string} [theme]
 * @property {string} [language]
 * @property {TextEntry[]} texts
 *
 * Where the page's data come from. A live source answers the same two questions.
 * @typedef {object} Source
 * @property {() => Promise<Catalog>} catalog
 * @property {(maps: MapsEntry, place: number) => Promise<Float32Array>} values  the maps of one layer, head after head
 *
 * @typedef {object} Matrix
 * @property {number} rows
 * @property {number} columns
 * @property {Float32Array} values
 *
 * @typedef {number | "mean" | null} Place  a layer or a head; null where there is one for all
 *
 * @typedef {object} Panel
 * @property {Place} layer
 * @property {Place} head
 * @property {string} name
 *
 * @typedef {object} TokenGroup
 * @property {number[]} tokens
 * @property {string} label
 * @property {number} sequence
 * @property {boolean} spaced
 *
 * @typedef {object} Norm
 * @property {number} vmin
 * @property {number} vmax
 * @property {(value: number) => number} position
 *
 * @typedef {object} ColorTable
 * @property {string} name
 * @property {string} kind
 * @property {Uint32Array} colors  red in the lowest byte, as pictures hold it
 * @property {Uint8Array} light
 *
 * @typedef {object} Scale
 * @property {Norm} norm
 * @property {ColorTable} table
 * @property {string} problem  why the command line refuses it; empty where it does not
 *
 * @typedef {object} Picture
 * @property {number} rows
 * @property {number} columns
 * @property {Uint32Array} pixels
 * @property {boolean} [isBar]  whether it shows the colours alone
 *
 * @typedef {object} TextStyle
 * @property {number} [size]
 * @property {string} [color]
 * @property {"start" | "middle" | "end"} [align]
 * @property {boolean} [upwards]
 * @property {boolean} [bold]
 *
 * What a view draws on: a canvas, or an SVG file.
 * @typedef {object} Surface
 * @property {(x: number, y: number, width: number, height: number, fill: string, radius?: number) => void} rect
 * @property {(x: number, y: number, width: number, height: number, stroke: string, thickness: number) => void} frame
 * @property {(x1: number, y1: number, x2: number, y2: number, stroke: string, thickness: number, isDashed?: boolean) => void} line
 * @property {(x1: number, y1: number, x2: number, y2: number, stroke: string, thickness: number, opacity: number, isDashed?: boolean) => void} curve
 * @property {(x: number, y: number, text: string, style: TextStyle) => void} text
 * @property {(x: number, y: number, width: number, height: number, picture: Picture) => void} image
 *
 * A place that is pointed at: a cell of a panel, or a token of one side.
 * @typedef {object} Spot
 * @property {Panel} [panel]
 * @property {number} [row]
 * @property {number} [column]
 *
 * @typedef {object} Room
 * @property {number} width
 * @property {number} height
 *
 * @typedef {object} View
 * @property {string} name
 * @property {(session: Session, room: Room) => any} place  where everything stands; has at least a width and a height
 * @property {(surface: Surface, session: Session, plan: any) => void} draw
 * @property {(session: Session, plan: any, x: number, y: number) => Spot | null} hit
 * @property {(surface: Surface, session: Session, plan: any, spot: Spot) => void} mark
 * @property {(session: Session, plan: any, spot: Spot) => {x: number, y: number, width: number, height: number} | null} box
 */
