// The tables of "Searching for activation functions" (Ramachandran, Zoph and Le, 2017) with what
// grids of this program came to beside them.
//
//   Tables 1, 2 and 4 to 11   published and ours side by side, a line an activation and network;
//                             what was not run says so, and what the paper marks is marked
//   Table 3                   better, equal, worse, and the one-sided sign test; ours over all
//                             (data set, network, seed) that both activations have
//   ranks                     do our orders agree with the paper's and with those of others?
//   variance                  what results depend on: activation, network, rate, seed
//   published ranks           do the published orders agree among themselves?
//
// Where a column is smaller than what it stands for, its table says so.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <actlab/studies/findings/own_results.h>
#include <actlab/studies/report/sheet.h>

namespace actlab::studies {

// A part of a protocol that is not trained, and why: "inception-v4 on imagenet: ...".
struct NotRun {
  std::string for_data, for_network;
  std::string why;
};

std::vector<Sheet> paper_tables(std::span<const RecordedStudy> studies,
                                std::span<const NotRun> not_run = {});

// Its parts, in the order above.
Sheet published_sheet(const PublishedTable& table, std::span<const OwnColumn> columns,
                      std::span<const NotRun> not_run);
Sheet counts_sheet(std::span<const OwnColumn> columns);
Sheet ranks_sheet(std::span<const OwnColumn> columns);
Sheet variance_sheet(std::span<const RecordedStudy> studies);
Sheet published_ranks_sheet();

}  // namespace actlab::studies
