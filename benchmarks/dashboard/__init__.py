"""The parts of `./run bench dashboard_query`: a business in rows, the questions, the clocks."""
