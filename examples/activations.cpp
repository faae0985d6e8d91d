// ./run activations: the catalog as a table.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/report/axis.h>
#include "examples/program.h"

namespace {

using namespace actlab;

struct Options {
  std::string filter;
  bool markdown = false;
};

struct Line {
  std::string name;  // and its alias in brackets
  std::string formula;
  std::string parameters;
  std::string source;
};

std::string parameters_text(const formula::CompiledFormula& compiled) {
  return joined(compiled.parameters, ", ", [](const formula::Parameter& p) {
    const bool shared = p.sharing == formula::Sharing::shared;
    return p.name + " = " + report::compact_number(p.initial) + (shared ? " shared" : " a channel");
  });
}

bool matches(const Line& line, const std::string& filter) {
  return (line.name + ' ' + line.formula + ' ' + line.source).find(filter) != std::string::npos;
}

std::vector<Line> catalog_lines(const std::string& filter) {
  std::vector<Line> lines;
  for (const formula::CatalogRow& row : formula::catalog()) {
    const std::string alias = row.alias.empty() ? "" : " (" + std::string(row.alias) + ")";
    // The declarations behind "where" have a column of their own.
    std::string written(row.formula);
    const std::size_t where = written.rfind(" where ");
    const bool fixed = written.find(" fixed") != written.npos;
    if (where != written.npos && !fixed) written.resize(where);
    lines.push_back({std::string(row.name) + alias, written,
                     parameters_text(*formula::compile(row.name)), std::string(row.source)});
  }
  std::erase_if(lines, [&](const Line& line) { return !matches(line, filter); });
  if (lines.empty()) {
    throw UsageError(text("[activations] nothing in the catalog matches '", filter,
                          "'; ./run activations lists all of it"));
  }
  return lines;
}

void print_markdown(const std::vector<Line>& lines) {
  std::cout << "| name | formula | parameters at the start | source |\n|---|---|---|---|\n";
  for (const Line& line : lines) {
    std::cout << "| " << line.name << " | `" << line.formula << "` | " << line.parameters << " | "
              << line.source << " |\n";
  }
}

void print_table(const std::vector<Line>& lines) {
  std::size_t width = 0;
  for (const Line& line : lines) width = std::max(width, line.name.size());
  const std::string indent(width + 2, ' ');
  for (const Line& line : lines) {
    std::cout << line.name << std::string(width + 2 - line.name.size(), ' ') << line.formula;
    if (!line.parameters.empty()) std::cout << "   where " << line.parameters;
    std::cout << '\n';
    if (!line.source.empty()) std::cout << indent << "  " << line.source << '\n';
  }
  std::cout << '\n'
            << lines.size() << " activations; any formula of x works in their place: "
            << "./run explain \"x * sigmoid(2 * x)\"\n";
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Lists the activations of the catalog.", "./run activations"};
  app.footer("Example: ./run activations --filter sigmoid");
  app.add_option("--filter", options.filter, "only rows that contain this text");
  app.add_flag("--markdown", options.markdown, "as a Markdown table");
  return run_program(app, argc, argv, [&] {
    const std::vector<Line> lines = catalog_lines(options.filter);
    options.markdown ? print_markdown(lines) : print_table(lines);
  });
}
