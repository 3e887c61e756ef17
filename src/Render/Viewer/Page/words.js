/** What the page says, in Chinese; the keys are what it says in English. */
const chineseWords = /** @type {Record<string, string>} */ ({
  Grid: "网格", Head: "注意力头", Lines: "连线", Text: "文本", Controls: "控制", "Close controls": "关闭控制", mean: "平均", from: "来自",
  "mean over all tokens": "所有词元的平均",
  Data: "数据", Colors: "颜色", Tokens: "词元", Look: "外观", "Hand back": "导出", Heads: "注意力头",
  "Text to show": "显示的文本", Maps: "注意力图", Layer: "层", "One head": "单个头", "Layers shown": "显示的层", "Heads shown": "显示的头", "all, or 0-3,5": "全部，或 0-3,5",
  "Means": "平均", none: "无", "over heads": "按头平均", "over layers": "按层平均", both: "两者", "only the one of all": "仅总平均",
  "Order of heads": "头的顺序", "by layer": "按层", entropy: "熵", distance: "距离", self: "自身", previous: "前一个词元", next: "后一个词元",
  first: "第一个词元", largest: "最大权重", "Color the text by": "文本着色依据", "attention of the heads": "这些头的注意力",
  Colormap: "配色", "Search colormaps": "搜索配色", "as usual": "默认", Reversed: "反转", Norm: "归一方式", linear: "线性", log: "对数", symlog: "对称对数",
  asinh: "反双曲正弦", power: "幂", twoslope: "双斜率", centered: "居中", boundary: "分段", rank: "秩",
  "Lower limit": "下限", "Upper limit": "上限", "from the data": "取自数据", "Limits at the 2nd and 98th percentile": "以第 2 和第 98 百分位为限",
  "Scale": "色标", "shared by all": "全部共用", "one a layer": "每层一个", "one a map": "每图一个", "Hide what is below": "隐藏小于此值的权重",
  "Leave out special tokens": "去掉特殊词元", "Rows sum to 1 again": "每行重新归一", "Merge parts of words": "合并子词",
  "sum to, mean from": "求和 / 平均", "largest value": "最大值", "first part": "首个子词", "Text instead of vocabulary": "显示原文而非词表写法",
  "Swap rows and columns": "交换行与列", Theme: "主题", "as the system": "跟随系统", light: "浅色", dark: "深色", Language: "语言",
  "Size of text": "字号", Zoom: "缩放", "Picked heads": "选定的头", "Clear picks": "清除选定的头", "Clear tokens": "清除选定的词元",
  "Cells as shapes": "矢量单元格", "Save SVG": "保存 SVG", "Save PNG": "保存 PNG", "Save CSV": "保存 CSV", "Copy link": "复制链接",
  "Copy command": "复制命令", "Same figure from the command line": "用命令行绘制同一图", Link: "链接", Copied: "已复制",
  "The text lies in the field: copy it there": "文字在框中：请从那里复制", Saved: "已保存", Keys: "按键", Close: "关闭", "Numbers as a table": "数值表",
  "all": "全部", "attends to": "关注", "Loading": "正在载入", "views": "视图", "other head or token": "其他头或词元", "other head": "其他头",
  "choose a token, pick a head": "选择词元，选定头", "show the head large": "放大该头", "clear what is chosen": "清除选择", "larger, smaller": "放大，缩小",
  "search colormaps": "搜索配色", "light or dark": "浅色或深色", "swap rows and columns": "交换行与列", "this help": "本帮助",
  "The command has no order of heads, and draws them by layer.": "该命令没有头的排序，按层绘制。",
  "The command hides nothing below a threshold.": "该命令不按阈值隐藏。", "The command leaves rows and columns where they are.": "该命令不交换行与列。",
  "The command draws maps; the text as running text comes from attn measure --view text.": "该命令绘制注意力图；文本视图见 attn measure --view text。",
  "The command draws maps; there is no command for lines.": "该命令绘制注意力图；没有绘制连线的命令。",
  "There is no command that draws these maps.": "没有绘制这些图的命令。",
  "After --model stands the name of the model's folder: say where it is.": "--model 之后是模型文件夹的名称：请写明其位置。",
  "The command takes tokens as they are.": "该命令按原样使用词元。", "The command settles ranks by the map alone.": "该命令仅按此图计算秩。",
  "The strongest of each row": "每行最强者", Query: "查询", "Drawn by": "绘制者", weight: "权重", row: "行", column: "列",
  "Token of the map": "图的词元", "threshold": "阈值", "Parameter": "参数",
});

let spoken = "en";

/** @param {string} language */
function speak(language) {
  spoken = language;
}

/**
 * A phrase in the language of the page.
 * @param {string} phrase
 */
function say(phrase) {
  return spoken === "zh" ? chineseWords[phrase] ?? phrase : phrase;
}
