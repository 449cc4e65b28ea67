/** A consumer of the stream {@code ${stream}}. */
package ${package};
