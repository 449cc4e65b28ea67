/** The transport {@code ${transport}}. */
package ${package};
