namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>
/// Two branches of a tree of heads that become one, as a row of scipy's <c>linkage</c>: below the number of heads a branch is that head; n + i is what
/// the i-th merge made, with n the number of heads.
/// </summary>
/// <param name="Left">The branch whose first leaf is the smaller head number.</param>
/// <param name="Right">The other one.</param>
/// <param name="Distance">How far they are apart: the mean over every two heads of which one is in each.</param>
/// <param name="Count">How many heads the new branch has.</param>
public sealed record HeadMerge(int Left, int Right, double Distance, int Count);
