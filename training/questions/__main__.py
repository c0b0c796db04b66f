from training.questions.train import main

main()
