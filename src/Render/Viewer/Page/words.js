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
  "all": "全部", "attends to": "关注", "Loading": "正在载入", "views": "视图", "in the grid another head, elsewhere another cell or token": "网格中换头，其他视图中换单元格或词元",
  "in the grid another cell, elsewhere another head": "网格中换单元格，其他视图中换头", click: "单击",
  "pick a head in the grid, to draw several in lines and text": "在网格中选定头，可在连线和文本中同时绘制多个",
  "choose a token, pick a head": "选择词元，选定头", "show the head large": "放大该头", "clear what is chosen": "清除选择", "larger, smaller": "放大，缩小",
  "search colormaps": "搜索配色", "light or dark": "浅色或深色", "swap rows and columns": "交换行与列", "this help": "本帮助",
  "The command has no order of heads, and draws them by layer.": "该命令没有头的排序，按层绘制。",
  "The command hides nothing below a threshold.": "该命令不按阈值隐藏。", "The command leaves rows and columns where they are.": "该命令不交换行与列。",
  "The command draws maps; the text as running text comes from attn measure --view text.": "该命令绘制注意力图；文本视图见 attn measure --view text。",
  "The command draws maps; there is no command for lines.": "该命令绘制注意力图；没有绘制连线的命令。",
  "Attention of {0}": "{0} 的注意力", "Attention of {0}, before and after": "{0} 的注意力：改动前后",
  "{0} of {1} tokens are {2}: the model's vocabulary lacks what they stand for.": "{1} 个词元中有 {0} 个是 {2}：模型的词表中没有对应的内容。",
  "attention weight": "注意力权重", "attention weight of the encoder": "编码器的注意力权重", "attention weight of the decoder": "解码器的注意力权重",
  "attention weight from decoder to encoder": "解码器对编码器的注意力权重", "attention weight, after − before": "注意力权重，改动后 − 改动前",
  "norm of the weighted value": "加权值向量的范数", "norm of the weighted values, heads summed": "加权值向量的范数（各头之和）",
  "norm of the whole block's share": "整个模块份额的范数", "contribution to the block's output": "对模块输出的贡献", "contribution of the input": "输入的贡献",
  "attention rolled out to the input": "展开到输入的注意力", "largest flow to the input": "到输入的最大流", "change without the token's value": "去掉该词元的值后的变化",
  "attention × gradient": "注意力 × 梯度", "attention × integrated gradient": "注意力 × 积分梯度", relevance: "相关性",
  "word vector × integrated gradient": "词向量 × 积分梯度", "drop when blanked out": "遮去后的下降",
  "There is no command that draws these maps.": "没有绘制这些图的命令。",
  "After --model stands the name of the model's folder: say where it is.": "--model 之后是模型文件夹的名称：请写明其位置。",
  "The command takes tokens as they are.": "该命令按原样使用词元。", "No command draws this.": "没有命令能绘制此图。",
  "The command settles ranks by the maps that it draws alone.": "该命令仅按所绘的图计算秩。",
  "The command settles the scale of a layer by the maps that it draws of it alone.": "该命令仅按所绘的图确定每层的色标。",
  "The command draws no means.": "该命令不绘制平均。", "The command draws every layer and head.": "该命令绘制所有层与头。",
  "The command cannot pick heads one by one, and draws every one of these layers and heads.": "该命令不能逐个选头，会绘制这些层与头的全部组合。",
  "The strongest of each row": "每行最强者", Query: "查询", "Drawn by": "绘制者", weight: "权重", row: "行", column: "列",
  query: "查询", key: "键", "less than 0": "小于 0", "rows attend to columns": "行关注列", "columns attend to rows": "列关注行",
  "the left attends to the right": "左侧关注右侧", "the right attends to the left": "右侧关注左侧", "at least two, increasing": "至少两个，递增",
  "As usual, since the link makes no sense here: {0}.": "链接中以下内容在此无意义，按默认处理：{0}。",
  "There is no layer {0}: these maps have layers {1}.": "没有第 {0} 层：这些图的层为 {1}。",
  "There is no head {0}: these maps have heads {1}.": "没有第 {0} 号头：这些图的头为 {1}。", "{0} to {1}": "{0} 至 {1}",
  "'{0}' cannot be read after {1}: numbers and ranges from 0 up were expected, such as 0-3,5.": "无法读取 {1} 的“{0}”：应为从 0 起的数字和范围，如 0-3,5。",
  "'{0}' cannot be read after {1}: a number was expected, such as 0.5.": "无法读取 {1} 的“{0}”：应为数字，如 0.5。",
  "'{0}' cannot be read: a number from 0 up was expected, such as 0.5.": "无法读取“{0}”：应为不小于 0 的数字，如 0.5。",
  "{0} must be positive, and {1} is not.": "{0} 必须为正数，而 {1} 不是。", "No colormap '{0}'.": "没有名为“{0}”的配色。",
  "A logarithmic scale cannot reach {0}; give positive limits, or use norm symlog or asinh.": "对数色标达不到 {0}；请给出正的上下限，或改用 symlog 或 asinh。",
  "A logarithmic scale needs positive numbers, and there are none; use norm symlog or asinh.": "对数色标需要正数，而此处没有；请改用 symlog 或 asinh。",
  "There is no number to draw: every cell is NaN or hidden; give --vmin and --vmax to draw it all the same.": "没有可绘制的数值：所有单元格为 NaN 或被隐藏；给出上下限仍可绘制。",
  "The scale would run from {0} to {1}; vmin must lie below vmax: change one, or leave both out to take them from the data.":
    "色标将从 {0} 到 {1}；下限必须小于上限：请更改其一，或都留空以取自数据。",
  "vcenter {0} does not lie between vmin {1} and vmax {2}; change one of them.": "vcenter {0} 不在下限 {1} 与上限 {2} 之间；请更改其一。",
  "Boundaries must be at least two increasing numbers; given are {0}.": "分界须为至少两个递增的数字；给出的是 {0}。",
  "{0} regions between boundaries need as many colours, and '{1}' has {2}; give fewer boundaries or another colormap.":
    "分界之间的 {0} 个区间需要同样多的颜色，而“{1}”只有 {2} 个；请减少分界或换用其他配色。",
  "This browser makes no picture as large as this: make it smaller, or save it as SVG.": "此浏览器无法生成这么大的图片：请缩小，或保存为 SVG。",
  "The CSV has {0} numbers, about {1} MB.": "CSV 含 {0} 个数值，约 {1} MB。",
  "{0} numbers are too many for a CSV file, which takes {1}: show fewer heads, or take them from attn capture.":
    "{0} 个数值超出 CSV 文件的上限 {1}：请减少显示的头，或用 attn capture 取得。",
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

/**
 * A phrase with something in the places that it keeps.
 * @param {string} phrase
 * @param {(string | number)[]} parts
 */
function tell(phrase, ...parts) {
  return say(phrase).replace(/\{(\d)\}/g, (_, place) => String(parts[Number(place)]));
}
